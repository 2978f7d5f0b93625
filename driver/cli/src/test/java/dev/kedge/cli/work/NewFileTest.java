package dev.kedge.cli.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kedge.TargetExistsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {

  @TempDir Path directory;
  private Path target;

  @BeforeEach
  void name() {
    target = directory.resolve("d.jsonl");
  }

  private List<String> there() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aFileHasItsNameOnlyOnceItIsWhole() throws IOException {
    NewFile.write(
        target,
        out -> {
          out.write('a');
          out.flush();
          assertFalse(Files.exists(target));
          out.write('b');
        });
    assertEquals("ab", Files.readString(target));
    assertEquals(List.of("d.jsonl"), there());
  }

  @Test
  void whatFailsLeavesNothing() throws IOException {
    assertThrows(
        IOException.class,
        () ->
            NewFile.write(
                target,
                out -> {
                  out.write('a');
                  out.flush();
                  throw new IOException("no more");
                }));
    assertEquals(List.of(), there());
  }

  @Test
  void nothingIsReplacedAndNoWorkIsDoneForATakenName() throws IOException {
    Files.writeString(target, "before");
    assertThrows(
        TargetExistsException.class,
        () ->
            NewFile.write(
                target,
                out -> {
                  throw new AssertionError("asked for content");
                }));
    Path other = directory.resolve("e.jsonl");
    assertThrows(
        TargetExistsException.class,
        () -> NewFile.write(other, out -> Files.writeString(other, "meanwhile")));
    assertEquals("meanwhile", Files.readString(other));
    assertThrows(
        NoSuchFileException.class,
        () -> NewFile.write(directory.resolve("nix").resolve("d"), out -> out.write('a')));
  }
}
