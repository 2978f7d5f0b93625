package dev.kedge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that opens a database and keeps it open until it is told to end. */
final class DatabaseProcess implements AutoCloseable {

  private static final String OPEN = "open";

  private final Process process;
  private final String answer;

  private DatabaseProcess(Process process, String answer) {
    this.process = process;
    this.answer = answer;
  }

  /** Starts it, and waits until it has the database open or failed to. */
  static DatabaseProcess start(Path database) throws IOException {
    return start(database, false);
  }

  /** As above, only to read it. */
  static DatabaseProcess startReader(Path database) throws IOException {
    return start(database, true);
  }

  private static DatabaseProcess start(Path database, boolean readOnly) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DatabaseProcess.class.getName(),
                database.toString(),
                String.valueOf(readOnly))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String answer = out.readLine();
    return new DatabaseProcess(process, answer == null ? "died" : answer);
  }

  /** Whether it has the database open. */
  boolean hasItOpen() {
    return answer.equals(OPEN);
  }

  /** What it said if it has not. */
  String answer() {
    return answer;
  }

  long pid() {
    return process.pid();
  }

  /** Kills it, and waits for its end. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Lets it close the database and end. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  /** The other process: commits once unless it only reads, and waits. */
  public static void main(String[] arguments) throws IOException {
    boolean readOnly = Boolean.parseBoolean(arguments[1]);
    try (Database database = Database.builder(Path.of(arguments[0])).readOnly(readOnly).open()) {
      if (!readOnly) {
        database.put(Databases.bytes("process"), Databases.bytes("was here"));
      }
      System.out.println(OPEN);
      while (System.in.read() >= 0) {
        // Until the other side closes it.
      }
    } catch (DatabaseLockedException e) {
      System.out.println(e.getMessage());
    }
  }
}
