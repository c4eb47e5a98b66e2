package io.keyturn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What was fetched for a bundle and is not yet taken. */
final class Candidate {
  final Content content;
  final String oldVersion;
  final Cell cell;
  private final Rotation.Why why;
  private final Instant seenAt;

  /** Whether the content is what the bundle has already: only who arrives turns. */
  private final boolean same;

  /** Names that read from another place until now. */
  private final List<Name> arriving;

  Candidate(
      Cell cell,
      Content content,
      String oldVersion,
      Rotation.Why why,
      boolean same,
      List<Name> arriving) {
    this.cell = cell;
    this.content = content;
    this.oldVersion = oldVersion;
    this.why = why;
    this.same = same;
    this.arriving = arriving;
    this.seenAt = cell.engine.time.instant();
  }

  /** Whether names come to read from it with this. */
  boolean isForArriving() {
    return !arriving.isEmpty();
  }

  Turn.What what() {
    return new Turn.What(cell.bundle, oldVersion, content.version(), why, seenAt);
  }

  /** The names that would read from it. Under the engine's lock. */
  List<Name> names() {
    List<Name> names = new ArrayList<>(arriving);
    if (!same) {
      for (Name name : cell.names()) {
        if (!arriving.contains(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** Whether a name would read from it. Under the engine's lock. */
  boolean isReadBy(Name name) {
    return arriving.contains(name) || (!same && name.cell == cell);
  }

  /** What a name would have. Outside the engine's lock. */
  Content.Reading read(Name name) {
    return content.read(name.engine, name.locationIn(cell));
  }

  /** Under the engine's lock, together with the values of the turn. */
  void take() {
    for (Name name : arriving) {
      name.moveTo(cell);
    }
    cell.turnTo(content, same);
    for (Name name : arriving) {
      name.showAsOld();
    }
  }

  /** Tells a name why it has no value, if it is still read from here. Under the engine's lock. */
  static void tell(Name name, Content.Reading unread) {
    if (name.cell == unread.from.used.cell) {
      name.take(unread);
    }
  }

  /** Whether a store changed a version in place. */
  boolean changedInPlace() {
    return !same && content.bundle.version().isPresent() && content.version().equals(oldVersion);
  }
}
