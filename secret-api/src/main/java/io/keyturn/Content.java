package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import org.jspecify.annotations.Nullable;

/** What was fetched of a bundle, under the version it has here: the store's, or a counted one. */
final class Content {
  final SecretBundle bundle;
  final Version used;

  /** The version that values of it have: an earlier one, where nothing but the version changed. */
  final String told;

  Content(SecretBundle bundle, Version used, String told) {
    this.bundle = bundle;
    this.used = used;
    this.told = told;
  }

  String version() {
    return used.id;
  }

  /** Reads a secret: up to 1 MiB is parsed, so never under the engine's lock. */
  Reading read(Engine engine, SecretLocation location) {
    assert !engine.isLockedHere() : "content is read outside the lock";
    try {
      return new Reading(this, bundle.secret(location, version()), null);
    } catch (SecretException e) {
      return new Reading(this, null, e);
    }
  }

  /** The secret that a name has in some content, or why it has none. */
  static final class Reading {
    final Content from;
    final @Nullable Secret secret;
    final @Nullable SecretException failure;

    private Reading(Content from, @Nullable Secret secret, @Nullable SecretException failure) {
      this.from = from;
      this.secret = secret;
      this.failure = failure;
    }

    String reason() {
      return failure == null ? "" : failure.reason();
    }
  }
}
