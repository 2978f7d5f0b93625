package dev.kedge.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Screen;
import dev.kedge.cli.console.Stop;
import dev.kedge.cli.text.ByteForm;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InteractiveShellTest {

  @TempDir Path directory;

  @Test
  void whatFailsIsToldBehindTheRowsBeforeItAndEndsNothing() throws Exception {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            seen,
            new PrintStream(seen, true, UTF_8),
            Screen.EVERYWHERE,
            new Stop());
    try (Connection connection =
        DriverManager.getConnection("jdbc:kedge:" + directory.resolve("app.kv"))) {
      InteractiveShell shell =
          new InteractiveShell(
              connection,
              new StatementRunner(connection, console, ByteForm.TEXT, true),
              console,
              directory.resolve("history"));
      assertTrue(shell.carryOut("UPSERT INTO kv VALUES ('a', '1'), ('b', X'ff');"));
      assertTrue(shell.carryOut("SELECT * FROM kv;"));
      assertTrue(shell.carryOut("SELECT * FROM nix;"));
      assertFalse(shell.carryOut("exit"));
    }
    List<String> lines = seen.toString(UTF_8).lines().toList();
    assertEquals(4, lines.size(), lines.toString());
    assertEquals("{\"key\":\"a\",\"value\":\"1\"}", lines.get(1));
    assertEquals("{\"key\":\"b\",\"valueBase64\":\"/w==\"}", lines.get(2));
    assertTrue(lines.get(3).startsWith("error: at position "), lines.get(3));
  }
}
