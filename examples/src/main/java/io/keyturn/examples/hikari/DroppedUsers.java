package io.keyturn.examples.hikari;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Has the pool close a connection whose user may have been dropped. The login for the next one is
 * then refused, and reported. Thread-safe.
 */
final class DroppedUsers implements SQLExceptionOverride {
  /**
   * Of SQLState, as PostgreSQL has it: permission denied, and no such object, which is the user.
   * Whoever only lacks a grant, or names a type that is not there, loses a connection and nothing
   * else.
   */
  private static final Set<String> OF_NOBODY = Set.of("42501", "42704");

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    return OF_NOBODY.contains(String.valueOf(failure.getSQLState()))
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
