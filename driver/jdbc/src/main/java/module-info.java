/** The JDBC driver of Kedge: {@code jdbc:kedge:/path/app.kv}. */
module dev.kedge.jdbc {
  requires transitive dev.kedge.engine;
  requires transitive java.sql;
  requires static org.jspecify;

  exports dev.kedge.jdbc;

  provides java.sql.Driver with
      dev.kedge.jdbc.KedgeDriver;
}
