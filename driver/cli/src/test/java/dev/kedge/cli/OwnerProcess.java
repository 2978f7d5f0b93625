package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kedge.Database;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Replica;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Another process, an application that has a database open until it is told to end. */
final class OwnerProcess implements AutoCloseable {

  private final Process process;

  private OwnerProcess(Process process) {
    this.process = process;
  }

  /** An application with kedge-jmx; with options of its JVM. */
  static OwnerProcess start(Path database, String... jvm) throws IOException {
    return start(System.getProperty("java.class.path"), database, "", jvm);
  }

  /** One that has no kedge-jmx. */
  static OwnerProcess startWithoutBeans(Path database) throws IOException {
    String without =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*(kedge-jmx|[/\\\\]jmx[/\\\\]target).*"))
            .collect(Collectors.joining(File.pathSeparator));
    return start(without, database, "");
  }

  /** One that has a replica to a directory, which was started and stopped. */
  static OwnerProcess startWithReplica(Path database, Path destination) throws IOException {
    return start(System.getProperty("java.class.path"), database, destination.toString());
  }

  private static OwnerProcess start(
      String classPath, Path database, String destination, String... jvm) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(jvm));
    command.addAll(List.of("-cp", classPath, OwnerProcess.class.getName()));
    command.add(database.toString());
    command.add(destination);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    if (!"open".equals(out.readLine())) {
      throw new IOException("the process ended: " + command);
    }
    return new OwnerProcess(process);
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

  /** The application. A database that is there is opened as a replica if it was one. */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    boolean replica = Files.exists(path.resolveSibling("replica"));
    try (Database database = Database.builder(path).readReplica(replica).open()) {
      if (!replica) {
        for (int i = 1; i <= 100; i++) {
          database.put(("key" + i).getBytes(UTF_8), new byte[1000]);
        }
      }
      if (!arguments[1].isEmpty()) {
        Replica toThere =
            Replica.builder(database, new FileReplicaClient(Path.of(arguments[1])))
                .name("main")
                .build();
        toThere.start();
        toThere.awaitReplicated(database.position().version(), Duration.ofMinutes(1));
        toThere.stop();
      }
      System.out.println("open");
      while (System.in.read() >= 0) {
        // Until the other side closes it.
      }
    }
  }
}
