/**
 * The JDBC driver: {@link dev.kedge.jdbc.KedgeDriver} for {@code jdbc:kedge:} URLs, {@link
 * dev.kedge.jdbc.KedgeDataSource} for pools and for applications that hold the database themselves,
 * and {@link dev.kedge.jdbc.KedgeConnection} for what JDBC has no methods for.
 *
 * <p>Threads: driver and data source serve any thread at once. A connection and what it makes
 * belong to one thread at a time, except that {@code cancel}, {@code abort} and {@code close} may
 * come from any.
 *
 * <p>Permitted imports: everything beneath.
 */
@NullMarked
package dev.kedge.jdbc;

import org.jspecify.annotations.NullMarked;
