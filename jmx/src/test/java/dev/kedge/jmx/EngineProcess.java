package dev.kedge.jmx;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kedge.Database;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process that has a database open, until it is told to end. */
final class EngineProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;

  private EngineProcess(Process process) {
    this.process = process;
    this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Starts it with options of its JVM, and waits until it has the database open. */
  static EngineProcess start(Path database, String... jvm) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(jvm));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(EngineProcess.class.getName());
    command.add(database.toString());
    EngineProcess started =
        new EngineProcess(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    String line = started.out.readLine();
    while (line != null && !line.equals("open")) {
      line = started.out.readLine();
    }
    if (line == null) {
      throw new IOException("the process ended: " + command);
    }
    return started;
  }

  long pid() {
    return process.pid();
  }

  /** Lets it close the database and end. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  /** The other process. */
  public static void main(String[] arguments) throws IOException {
    try (Database database = Database.open(Path.of(arguments[0]))) {
      for (int i = 0; i < 1000; i++) {
        database.put(("key" + i).getBytes(UTF_8), new byte[1000]);
      }
      System.out.println("open");
      while (System.in.read() >= 0) {
        // Until the other side closes it.
      }
    }
  }
}
