package dev.kedge.internal.io;

import dev.kedge.DatabaseLockedException;
import dev.kedge.internal.io.Storage.StorageLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Another process, which tries to take a lock and holds it until it is told to end. */
final class LockProcess implements AutoCloseable {

  private static final String LOCKED = "locked";

  private final Process process;
  private final String answer;

  private LockProcess(Process process, String answer) {
    this.process = process;
    this.answer = answer;
  }

  /** Starts it, and waits until it has the lock or not. */
  static LockProcess start(Path lockFile) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                classPath(),
                LockProcess.class.getName(),
                lockFile.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    @Nullable String answer = out.readLine();
    return new LockProcess(process, answer == null ? "died" : answer);
  }

  /** Where the classes of this package are, tests and others. */
  static String classPath() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> type : Set.of(LockProcess.class, LocalStorage.class)) {
      places.add(Path.of(location(type)).toString());
    }
    return places.stream().collect(Collectors.joining(System.getProperty("path.separator")));
  }

  private static String location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  boolean isHolder() {
    return answer.equals(LOCKED);
  }

  /** Who has the lock, if the process does not. */
  String refusal() {
    return answer;
  }

  long pid() {
    return process.pid();
  }

  /** Kills it, and waits for its end. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Lets it end by itself. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  /** The other process. */
  public static void main(String[] arguments) throws IOException {
    StorageLock lock;
    try {
      lock = LocalStorage.INSTANCE.lock(Path.of(arguments[0]));
    } catch (DatabaseLockedException e) {
      System.out.println(e.holder());
      return;
    }
    System.out.println(LOCKED);
    while (System.in.read() >= 0) {
      // Until the other side closes it.
    }
    lock.close();
  }
}
