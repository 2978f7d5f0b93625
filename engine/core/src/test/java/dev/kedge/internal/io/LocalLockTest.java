package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DatabaseLockedException;
import dev.kedge.internal.io.Storage.StorageLock;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLockTest {

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("lock");
  }

  @Test
  void anotherProcessIsKeptOutAndToldWhoHasIt() throws Exception {
    try (StorageLock lock = LocalStorage.INSTANCE.lock(path);
        LockProcess other = LockProcess.start(path)) {
      assertInstanceOf(LocalLock.class, lock);
      assertFalse(other.isHolder());
      String myself = "pid " + ProcessHandle.current().pid() + " on ";
      assertTrue(other.refusal().startsWith(myself), other.refusal());
    }
    try (LockProcess other = LockProcess.start(path)) {
      assertTrue(other.isHolder(), other.refusal());
    }
  }

  @Test
  void theLockOfAnotherProcessIsNamedAndEndsWithIt() throws Exception {
    try (LockProcess other = LockProcess.start(path)) {
      assertTrue(other.isHolder(), other.refusal());
      for (int i = 0; i < 2; i++) {
        DatabaseLockedException e = assertThrows(DatabaseLockedException.class, this::lock);
        assertTrue(e.holder().startsWith("pid " + other.pid() + " on "), e.holder());
        assertEquals(OptionalLong.of(other.pid()), e.pid());
      }
      other.kill();
      assertTrue(Files.readString(path).startsWith("pid " + other.pid()));
      lock().close();
      assertEquals("", Files.readString(path));
    }
  }

  @Test
  void theHolderInTheFileIsOneLineThatSaysSinceWhen() throws Exception {
    try (StorageLock lock = lock()) {
      assertInstanceOf(LocalLock.class, lock);
      String line = Files.readString(path);
      assertTrue(line.endsWith("\n"));
      LockHolder holder =
          LockHolder.parse(line.getBytes(StandardCharsets.UTF_8), line.length()).orElseThrow();
      assertEquals(ProcessHandle.current().pid(), holder.pid());
      assertFalse(holder.isDead());
      assertFalse(Instant.parse(holder.since()).isAfter(Instant.now()));
      DatabaseLockedException e = assertThrows(DatabaseLockedException.class, this::lock);
      assertEquals(line.strip(), e.holder());
    }
  }

  @Test
  void aProcessOfAnotherHostIsNoneOfThisOne() {
    LockHolder elsewhere = new LockHolder(12, "elsewhere.invalid", "2026-01-31T12:00:00Z");
    assertEquals(OptionalLong.empty(), elsewhere.refusal(path).pid());
  }

  @Test
  void aLineThatIsNotWholeNamesNobody() {
    byte[] line = new LockHolder(12, "host", "2026-01-31T12:00:00Z").line();
    assertTrue(LockHolder.parse(line, line.length).isPresent());
    for (int length = 0; length < line.length; length++) {
      assertTrue(LockHolder.parse(line, length).isEmpty());
    }
  }

  @Test
  void aProcessThatRunsNoMoreIsDeadOnItsOwnHostOnly() {
    LockHolder current = LockHolder.current();
    long nobody = 1L << 40;
    assertFalse(current.isDead());
    assertTrue(new LockHolder(nobody, current.host(), current.since()).isDead());
    assertFalse(new LockHolder(nobody, "elsewhere.invalid", current.since()).isDead());
  }

  @Test
  void anotherNameOfTheFileIsTheSameLock() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    try (StorageLock lock = lock();
        LockProcess before = LockProcess.start(path)) {
      assertInstanceOf(LocalLock.class, lock);
      assertFalse(before.isHolder());
      assertThrows(
          DatabaseLockedException.class, () -> LocalStorage.INSTANCE.lock(link.resolve("lock")));
    }
  }

  @Test
  void aCopyOfKedgeInAnotherClassLoaderIsKeptOutAndDropsNothing() throws Exception {
    List<URL> places = new ArrayList<>();
    for (String place : LockProcess.classPath().split(File.pathSeparator, -1)) {
      places.add(Path.of(place).toUri().toURL());
    }
    try (StorageLock lock = lock();
        URLClassLoader loader =
            new URLClassLoader(places.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      assertInstanceOf(LocalLock.class, lock);
      Class<?> copy = loader.loadClass(LocalStorage.class.getName());
      assertTrue(copy != LocalStorage.class);
      Method method = copy.getMethod("lock", Path.class);
      Object storage = copy.getField("INSTANCE").get(null);
      InvocationTargetException e =
          assertThrows(InvocationTargetException.class, () -> method.invoke(storage, path));
      assertEquals(
          DatabaseLockedException.class.getName(),
          Objects.requireNonNull(e.getCause()).getClass().getName());
      assertOthersAreKeptOut();
    }
  }

  @Test
  void theLockIsKeptEvenIfTheRegistryIsLost() throws Exception {
    String property = "dev.kedge.lock:" + directory.toRealPath().resolve("lock");
    try (StorageLock lock = lock()) {
      assertInstanceOf(LocalLock.class, lock);
      System.clearProperty(property);
      DatabaseLockedException e = assertThrows(DatabaseLockedException.class, this::lock);
      assertTrue(e.holder().startsWith("pid " + ProcessHandle.current().pid()), e.holder());
      assertOthersAreKeptOut();
    }
    assertEquals(null, System.getProperty(property));
  }

  @Test
  void manyThreadsTakeTurns() throws Exception {
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger turns = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      done.add(threads.submit(() -> takeTurns(holders, turns)));
    }
    for (Future<?> one : done) {
      one.get();
    }
    threads.shutdown();
    assertTrue(turns.get() > 0);
    lock().close();
  }

  private void takeTurns(AtomicInteger holders, AtomicInteger turns) {
    for (int i = 0; i < 300; i++) {
      try (StorageLock lock = lock()) {
        assertInstanceOf(LocalLock.class, lock);
        assertEquals(1, holders.incrementAndGet());
        turns.incrementAndGet();
        holders.decrementAndGet();
      } catch (DatabaseLockedException e) {
        assertTrue(e.holder().startsWith("pid "), e.holder());
      }
    }
  }

  private void assertOthersAreKeptOut() throws Exception {
    try (LockProcess other = LockProcess.start(path)) {
      assertFalse(other.isHolder());
    }
  }

  private StorageLock lock() {
    return LocalStorage.INSTANCE.lock(path);
  }
}
