package dev.kedge.internal.io;

import java.nio.file.Path;

class FaultStorageContractTest extends StorageContractTest {

  @Override
  Storage newStorage() {
    return new FaultStorage(new SimStorage());
  }

  @Override
  Path newDirectory() {
    return SimStorage.ROOT;
  }
}
