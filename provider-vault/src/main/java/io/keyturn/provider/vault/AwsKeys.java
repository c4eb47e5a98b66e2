package io.keyturn.provider.vault;

import java.util.Optional;

/**
 * Credentials of AWS.
 *
 * @param sessionToken of temporary ones
 */
record AwsKeys(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
  /** No part of them. */
  @Override
  public String toString() {
    return "AwsKeys";
  }
}
