package dev.kedge.samples.pool;

/**
 * An order.
 *
 * @param id its number, not negative
 * @param customer who ordered; without a line break
 * @param cents what it costs
 */
public record Order(long id, String customer, long cents) {

  /** Orders stand in the order of their numbers. */
  String key() {
    return key(id);
  }

  static String key(long id) {
    return "order/%012d".formatted(id);
  }

  String value() {
    return cents + "\n" + customer;
  }

  static Order of(String key, String value) {
    int line = value.indexOf('\n');
    long id = Long.parseLong(key.substring("order/".length()));
    return new Order(id, value.substring(line + 1), Long.parseLong(value.substring(0, line)));
  }
}
