package dev.kedge.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool for any database, in a process of its own, without an option made for Kedge. */
class SqllineTest {

  @TempDir Path directory;

  @Test
  void sqllineConnectsLooksAroundQueriesAndBacksUp() throws Exception {
    try (Connection connection = Databases.connect(directory)) {
      Databases.fill(connection, 3);
    }
    String said =
        sqlline(
            "!tables",
            "!columns kv",
            "!primarykeys kv",
            "!dbinfo",
            "SELECT * FROM kv WHERE key >= 'k001';",
            "UPSERT INTO kv VALUES ('from', 'sqlline');",
            "SELECT name, value FROM sys.settings WHERE name = 'durability';",
            "BACKUP TO '" + directory.resolve("b.kvbak") + "';",
            "!quit");
    assertTrue(said.contains("SYSTEM TABLE"), said);
    assertTrue(said.contains("VARBINARY"), said);
    assertTrue(said.contains("| k001 | v001  |"), said);
    assertTrue(said.contains("supportsTransactions"), said);
    assertTrue(said.contains("stream_bytes"), said);
    assertFalse(said.contains("Error"), said);
    assertFalse(said.contains("Exception"), said);
    assertTrue(Files.exists(directory.resolve("b.kvbak")));
    try (Connection connection = Databases.connect(directory)) {
      assertEquals(
          "sqlline", Databases.value(connection, "SELECT value FROM kv WHERE key = 'from'"));
    }
  }

  private String sqlline(String... lines) throws Exception {
    Path script = Files.write(directory.resolve("script.sql"), List.of(lines));
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "sqlline.SqlLine",
                "-u",
                Databases.url(directory),
                "-n",
                "",
                "-p",
                "",
                "--maxWidth=200",
                "--run=" + script)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "sqlline does not end");
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
