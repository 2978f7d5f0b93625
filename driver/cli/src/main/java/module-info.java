/** The {@code kedge} command. A program, not a library: it exports nothing. */
module dev.kedge.cli {
  requires com.fasterxml.jackson.core;
  requires de.siegmar.fastcsv;
  requires dev.kedge.engine;
  requires dev.kedge.jdbc;
  requires dev.kedge.jmx;
  requires info.picocli;
  requires java.logging;
  requires java.sql;
  requires org.jline;
  requires static org.jspecify;

  opens dev.kedge.cli to
      info.picocli;
  opens dev.kedge.cli.logging to
      java.logging;
}
