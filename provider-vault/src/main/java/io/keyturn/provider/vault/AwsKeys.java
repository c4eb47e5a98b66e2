package io.keyturn.provider.vault;

import java.util.Optional;

/**
 * Credentials of AWS.
 *
 * @param sessionToken of temporary ones
 */
record AwsKeys(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
  /** Where they are found. */
  interface Source extends AutoCloseable {
    /**
     * Finds the current ones.
     *
     * @throws VaultFailure if there are none
     */
    AwsKeys get();

    @Override
    default void close() {}
  }

  /** No part of them. */
  @Override
  public String toString() {
    return "AwsKeys";
  }
}
