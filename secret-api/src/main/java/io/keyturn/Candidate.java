package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was fetched for a bundle and is not yet taken. */
final class Candidate {
  final SecretBundle content;
  final String version;
  final String oldVersion;

  /** Whether it would replace something. */
  final boolean replaces;

  private final Cell cell;
  private final Rotation.Why why;

  Candidate(
      Cell cell,
      SecretBundle content,
      String version,
      String oldVersion,
      boolean replaces,
      Rotation.Why why) {
    this.cell = cell;
    this.content = content;
    this.version = version;
    this.oldVersion = oldVersion;
    this.replaces = replaces;
    this.why = why;
  }

  Turn.What what() {
    return new Turn.What(cell.bundle, oldVersion, version, why);
  }

  /** The names that read from its bundle. Under the engine's lock. */
  List<Name> names() {
    return cell.names();
  }

  /** What a name would have; null where it has no value and would get none. */
  @Nullable Secret secret(Name name) throws Turn.Refused {
    try {
      return content.secret(name.location(), version);
    } catch (SecretException e) {
      if (name.current() != null) {
        throw new Turn.Refused("'" + name.name + "': " + e.reason());
      }
      return null;
    }
  }

  /** Under the engine's lock, together with the values of the turn. */
  void take() {
    cell.take(this);
  }

  /** Logs the turn. */
  void tell() {
    if (replaces) {
      if (content.version().isPresent() && version.equals(oldVersion)) {
        Log.sameVersion(cell.bundle, version);
      }
      List<String> names = cell.nameTexts();
      Log.turned(cell.bundle, oldVersion, version, why, names);
    }
  }
}
