package dev.kedge.jdbc.internal.metadata;

/** The version of the driver, which is that of the database. */
public final class Version {

  /** Its first number. */
  public static final int MAJOR = 0;

  /** Its second number. */
  public static final int MINOR = 1;

  /** All of it. */
  static final String TEXT = MAJOR + "." + MINOR + ".0";

  private Version() {}
}
