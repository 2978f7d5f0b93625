/** A sample: an application on a pool of connections to Kedge. */
module dev.kedge.samples.pool {
  requires com.zaxxer.hikari;
  requires java.sql;
  requires static org.jspecify;
}
