package dev.kedge.jdbc.internal.result;

import java.sql.Types;
import java.time.OffsetDateTime;

/** The types of columns. */
public enum ColumnType {
  /** Keys and values. */
  BYTES(Types.VARBINARY, "VARBINARY", byte[].class, 1 << 30, 64),
  /** Text. */
  TEXT(Types.VARCHAR, "VARCHAR", String.class, 1 << 30, 64),
  /** Small numbers; only the tables that describe the driver have them. */
  SHORT(Types.SMALLINT, "SMALLINT", Short.class, 5, 6),
  /** Numbers; only the tables that describe the driver have them. */
  INT(Types.INTEGER, "INTEGER", Integer.class, 10, 11),
  /** Versions, sizes and counts. */
  LONG(Types.BIGINT, "BIGINT", Long.class, 19, 20),
  /** Whether. */
  BOOLEAN(Types.BOOLEAN, "BOOLEAN", Boolean.class, 1, 5),
  /** Instants, in UTC. */
  INSTANT(Types.TIMESTAMP_WITH_TIMEZONE, "TIMESTAMP WITH TIME ZONE", OffsetDateTime.class, 27, 27);

  private final int jdbcType;
  private final String typeName;
  private final Class<?> javaClass;
  private final int precision;
  private final int displaySize;

  ColumnType(int jdbcType, String typeName, Class<?> javaClass, int precision, int displaySize) {
    this.jdbcType = jdbcType;
    this.typeName = typeName;
    this.javaClass = javaClass;
    this.precision = precision;
    this.displaySize = displaySize;
  }

  /** One of {@link Types}. */
  public int jdbcType() {
    return jdbcType;
  }

  /** Its SQL name. */
  public String typeName() {
    return typeName;
  }

  /** What {@code getObject} gives. */
  public Class<?> javaClass() {
    return javaClass;
  }

  /** Digits, characters or bytes at most. */
  public int precision() {
    return precision;
  }

  /** Characters that a table on a screen should give it. */
  public int displaySize() {
    return displaySize;
  }

  /** Whether it is a number with a sign. */
  public boolean isNumber() {
    return this == SHORT || this == INT || this == LONG;
  }
}
