package dev.kedge.internal.io;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageContractTest extends StorageContractTest {

  @TempDir private Path directory;

  @Override
  Storage newStorage() {
    return LocalStorage.INSTANCE;
  }

  @Override
  Path newDirectory() {
    return directory;
  }
}
