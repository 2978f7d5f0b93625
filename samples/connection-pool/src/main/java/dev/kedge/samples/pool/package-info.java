/**
 * An application as people write them: HikariCP, a small order service on the statement language, a
 * backup through the pool, and a drill that restores it. Only the driver's URL names Kedge.
 *
 * <p>Permitted imports: {@code java.sql} and HikariCP.
 */
@NullMarked
package dev.kedge.samples.pool;

import org.jspecify.annotations.NullMarked;
