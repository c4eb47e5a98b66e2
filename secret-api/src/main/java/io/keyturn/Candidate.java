package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was fetched for a bundle and is not yet taken. */
final class Candidate {
  final SecretBundle content;
  final String version;
  final String oldVersion;
  private final Cell cell;
  private final Rotation.Why why;

  /** Whether the content is what the bundle has already: only who arrives turns. */
  private final boolean same;

  /** Names that read from another place until now. */
  private final List<Name> arriving;

  Candidate(
      Cell cell,
      SecretBundle content,
      String version,
      String oldVersion,
      Rotation.Why why,
      boolean same,
      List<Name> arriving) {
    this.cell = cell;
    this.content = content;
    this.version = version;
    this.oldVersion = oldVersion;
    this.why = why;
    this.same = same;
    this.arriving = arriving;
  }

  Turn.What what() {
    return new Turn.What(cell.bundle, oldVersion, version, why);
  }

  /** The names that would read from it. Under the engine's lock. */
  List<Name> names() {
    List<Name> names = new ArrayList<>(arriving);
    if (!same) {
      cell.names().stream().filter(name -> !arriving.contains(name)).forEach(names::add);
    }
    return names;
  }

  /** What a name would have; null where it has no value and would get none. */
  @Nullable Secret secret(Name name) throws Turn.Refused {
    try {
      return content.secret(name.locationIn(cell), version);
    } catch (SecretException e) {
      if (name.current() != null) {
        throw new Turn.Refused("'" + name.name + "': " + e.reason());
      }
      return null;
    }
  }

  /** Under the engine's lock, together with the values of the turn. */
  void take() {
    cell.take(content, version);
    arriving.forEach(name -> name.moveTo(cell));
  }

  /** Whether a store changed a version in place. */
  boolean changedInPlace() {
    return !same && content.version().isPresent() && version.equals(oldVersion);
  }
}
