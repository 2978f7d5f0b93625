package dev.kedge.samples.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The managed engine as a process of its own, as operators have it. */
final class Engine implements AutoCloseable {

  private final Process process;

  private Engine(Process process) {
    this.process = process;
  }

  /** Starts it with options of its JVM, and waits until it runs. */
  static Engine start(Path directory, List<String> jvm) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dkedge.jmx.directory=" + directory.resolve("operations"));
    command.addAll(jvm);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ManagedEngine.class.getName());
    command.add(directory.toString());
    Process process =
        new ProcessBuilder(command).redirectError(directory.resolve("engine.log").toFile()).start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith("running")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("the engine ended: " + command);
    }
    return new Engine(process);
  }

  /** One of the tools that operators use. */
  static Path tool(String jar) {
    return Path.of(System.getProperty("operations.tools"), jar + ".jar").toAbsolutePath();
  }

  /** A file of this sample. */
  static Path shipped(String file) {
    return Path.of("").toAbsolutePath().resolve(file);
  }

  /** A port that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
