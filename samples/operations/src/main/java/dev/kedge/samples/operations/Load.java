package dev.kedge.samples.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kedge.Database;
import dev.kedge.WriteBatch;
import java.util.Random;

/** Orders that come in: a few commits at each call. Used by one thread. */
final class Load implements Runnable {

  private static final int COMMITS = 3;
  private static final int ORDERS = 200_000;
  private static final int ORDER_BYTES = 400;

  private final Database database;
  private final Random random = new Random(1);

  Load(Database database) {
    this.database = database;
  }

  @Override
  public void run() {
    for (int i = 0; i < COMMITS; i++) {
      WriteBatch batch = new WriteBatch();
      byte[] order = new byte[ORDER_BYTES];
      random.nextBytes(order);
      batch.put("order/%06d".formatted(random.nextInt(ORDERS)).getBytes(UTF_8), order);
      batch.delete("draft/%06d".formatted(random.nextInt(ORDERS)).getBytes(UTF_8));
      database.write(batch);
    }
  }
}
