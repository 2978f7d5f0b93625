package dev.kedge.samples.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Takes orders from several threads, backs up meanwhile, and drills the restore. */
public final class OrderApplication {

  private static final int THREADS = 8;
  private static final int ORDERS_EACH = 250;
  private static final List<String> CUSTOMERS = List.of("Ada", "Grace", "Edsger");

  private final Path directory;
  private final PrintStream out;

  OrderApplication(Path directory, PrintStream out) {
    this.directory = directory;
    this.out = out;
  }

  /** Runs it in a directory of its own, which it deletes. */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("kedge-pool");
    try {
      new OrderApplication(directory, System.out).run();
    } finally {
      delete(directory);
    }
  }

  void run() throws SQLException, InterruptedException, ExecutionException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:kedge:" + directory.resolve("orders.kv"));
    config.setMaximumPoolSize(4);
    // Statements may write backups there, and name no other file.
    config.addDataSourceProperty("statementFiles", directory.toString());

    try (HikariDataSource pool = new HikariDataSource(config)) {
      OrderService orders = new OrderService(pool);
      NightlyBackup nightly = new NightlyBackup(pool);
      Path backup = Path.of("nightly.kvbak.lz4");
      long version = takeOrders(orders, () -> nightly.run(backup));
      out.println("orders taken: " + THREADS * ORDERS_EACH);
      for (String customer : CUSTOMERS) {
        out.println(customer + " owes " + orders.balance(customer) + " cents");
      }
      out.println("newest: " + orders.newest(1));
      out.println("backup taken meanwhile, at version " + version);
      long entries = NightlyBackup.drill(directory.resolve(backup), directory.resolve("drill.kv"));
      out.println("restored and checked: " + entries + " entries");
    }
  }

  private interface Backup {
    long run() throws SQLException;
  }

  /** Places the first orders, then the others by many threads while the backup runs. */
  private static long takeOrders(OrderService orders, Backup backup)
      throws SQLException, InterruptedException, ExecutionException {
    takeSome(orders, 0);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 1; thread < THREADS; thread++) {
        int first = thread * ORDERS_EACH;
        done.add(threads.submit(() -> takeSome(orders, first)));
      }
      long version = backup.run();
      for (Future<?> one : done) {
        one.get();
      }
      return version;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void takeSome(OrderService orders, int first) throws SQLException {
    for (int id = first; id < first + ORDERS_EACH; id++) {
      orders.place(new Order(id, CUSTOMERS.get(id % CUSTOMERS.size()), 100));
    }
    return null;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}
