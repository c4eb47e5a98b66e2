package io.keyturn.provider.vault;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.Optional;

/** How the bundles of one of Vault's engines are asked for and read. */
sealed interface Engine permits Kv, PlainPath {
  /** Why this engine can have no such bundle, if so; it does not quote the path. */
  Optional<String> problem(SecretLocation bundle);

  /** The path and query below {@code /v1/} that reads a bundle. */
  String request(SecretLocation bundle);

  /** What a read costs a token. */
  Uses uses();

  /** Starts the bundle that an answer brought. */
  SecretBundle.Builder read(SecretLocation bundle, Envelope answer);

  /** Why there is nothing, where an answer of another status than 200 says that. */
  Optional<String> missing(SecretLocation bundle, Answer answer);
}
