package io.keyturn.provider.vault;

/** A way to come to a token. Thread-safe; called by one thread at a time. */
interface Login extends AutoCloseable {
  /**
   * Logs in, with credentials as they are now.
   *
   * @throws VaultFailure if there is no token; its kind says whether it is worth trying again
   */
  Auth logIn();

  /** Who asks, for messages, with where the credential is configured. */
  default String who() {
    return "the login";
  }

  /** Lets go of what it holds; by default nothing. */
  @Override
  default void close() {}
}
