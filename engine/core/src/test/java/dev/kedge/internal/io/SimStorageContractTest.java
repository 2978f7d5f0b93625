package dev.kedge.internal.io;

import java.nio.file.Path;

class SimStorageContractTest extends StorageContractTest {

  @Override
  Storage newStorage() {
    return new SimStorage();
  }

  @Override
  Path newDirectory() {
    return SimStorage.ROOT;
  }
}
