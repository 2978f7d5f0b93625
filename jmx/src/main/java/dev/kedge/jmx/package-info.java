/**
 * MBeans for operators. With this module on the class path or module path each database that is
 * opened has four beans, {@code dev.kedge:type=Database|Backup|Shipping|Operations,database=<file
 * name>}, until it is closed. A replica that is started has {@code
 * dev.kedge:type=Replica,database=<file name>,name=<its name>} until it or its database is closed,
 * and a database that follows another one {@code dev.kedge:type=Follower,database=<file name>}.
 * Their interfaces are public so that clients can make proxies of them; {@link
 * dev.kedge.jmx.OwnerClient} is such a client, {@link dev.kedge.jmx.SecuredConnector} lets other
 * hosts in. What happens behind an attribute or an operation is package-private.
 *
 * <p>Threads: everything may be used from any thread. Attributes never fail and never touch a file;
 * what needs that is read in the background, once a second for as long as somebody asks. Who asks
 * first after minutes waits for that reading, but all who do in the process together no longer than
 * a second in ten: then they are told what was read last, and {@code SampleAgeSeconds} of the
 * database how old that is. Only types of the JDK cross the wire.
 *
 * <p>Permitted imports: {@code dev.kedge}, {@code dev.kedge.replica}, {@code dev.kedge.spi}.
 */
@NullMarked
package dev.kedge.jmx;

import org.jspecify.annotations.NullMarked;
