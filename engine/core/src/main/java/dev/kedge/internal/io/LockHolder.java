package dev.kedge.internal.io;

import dev.kedge.DatabaseLockedException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a lock, as it stands in the lock file: one line of text such as {@code pid 12 on host
 * since 2026-01-31T12:00:00Z}.
 *
 * @param pid the process
 * @param host the machine it runs on
 * @param since when it took the lock, ISO-8601
 */
public record LockHolder(long pid, String host, String since) {

  /** No line is longer: a host name has at most 255 bytes. */
  static final int MAX_BYTES = 512;

  private static final Pattern LINE = Pattern.compile("pid (\\d{1,18}) on (\\S+) since (\\S+)");

  /** This process, from now on. */
  public static LockHolder current() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new LockHolder(ProcessHandle.current().pid(), HostName.VALUE, now.toString());
  }

  /** Reads a lock file's content; empty if it is not whole. */
  static Optional<LockHolder> parse(byte[] content, int length) {
    return length > 0 && content[length - 1] == '\n'
        ? parse(new String(content, 0, length - 1, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** Reads what {@link #toString} has made; empty if it is something else. */
  static Optional<LockHolder> parse(String text) {
    Matcher line = LINE.matcher(text);
    return line.matches()
        ? Optional.of(new LockHolder(Long.parseLong(line.group(1)), line.group(2), line.group(3)))
        : Optional.empty();
  }

  /** The content of a lock file. */
  byte[] line() {
    return (this + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** What those are told who want what it has. */
  public DatabaseLockedException refusal(Path file) {
    return refusal(file, "");
  }

  /** As {@link #refusal(Path)}, with a remark about the holder. */
  DatabaseLockedException refusal(Path file, String remark) {
    OptionalLong local = isOfThisHost() ? OptionalLong.of(pid) : OptionalLong.empty();
    return new DatabaseLockedException(file, this + remark, local);
  }

  private boolean isOfThisHost() {
    return host.equals(HostName.VALUE);
  }

  /** Whether it is a process of this machine that runs no more. */
  boolean isDead() {
    return isOfThisHost() && ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true);
  }

  @Override
  public String toString() {
    return "pid " + pid + " on " + host + " since " + since;
  }

  /** The name of this machine, found without asking the network. */
  private static final class HostName {
    static final String VALUE = find();

    private static String find() {
      String name = kernelName();
      for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
        @Nullable String value = System.getenv(variable);
        if (name.isEmpty() && value != null) {
          name = value;
        }
      }
      String word = name.strip().replaceAll("\\s+", "-");
      return word.isEmpty() ? "unknown-host" : word;
    }

    private static String kernelName() {
      try (FileInputStream in = new FileInputStream("/proc/sys/kernel/hostname")) {
        return new String(in.readNBytes(255), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        return "";
      }
    }
  }
}
