package io.keyturn.testkit;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a store and its harness can do. The contract is generated from it: a clause that cannot
 * apply does not exist, and none is ever skipped. {@link #FIELDS} or {@link #TEXT} is the least.
 */
public enum Capability {
  /** A bundle has fields: {@link ProviderHarness#put}. */
  FIELDS("bundles with fields"),
  /** A bundle can be one whole text: {@link ProviderHarness#putText}. */
  TEXT("bundles that are one text"),
  /** A bundle can be any bytes: {@link ProviderHarness#putBytes}. */
  BINARY("bundles of any bytes"),
  /** A bundle can be a JSON object: {@link ProviderHarness#putJson}. */
  JSON("JSON: numbers, booleans and nested members"),
  /** Names of fields, or of bundles where there are no fields, may have any letter. */
  NON_ASCII_NAMES("names with any letter"),
  /** It can keep 65 KiB in one value. */
  LARGE_VALUE("values larger than Keyturn reads, refused"),
  /**
   * It can keep 16 MiB in one bundle. What is counted are the bytes that the calling thread
   * allocates; a provider that reads on other threads proves in a small heap that it does not read
   * it whole.
   */
  OVERSIZE("bundles larger than Keyturn reads, refused unread"),
  /** A bundle can be stored that its provider cannot read: {@link ProviderHarness#putGarbage}. */
  GARBAGE("malformed content, reported without quoting it"),
  /** Locations have several spellings: {@link ProviderHarness#otherSpellings}. */
  SPELLINGS("several spellings of one location"),
  /** Some paths cannot be: {@link ProviderHarness#refusedPaths}. */
  REFUSED_PATHS("impossible paths, refused without asking"),
  /** What was read can change while the process runs. */
  UPDATE("changes"),
  /** What was there can go: {@link ProviderHarness#delete}. */
  DELETE("deletion"),
  /** Nothing can change while the process runs, and bundles say so. */
  FIXED("fixed while the process runs"),
  /** The store has versions of its own. */
  VERSIONS("versions"),
  /** An earlier version can be read: {@link ProviderHarness#pinned}. */
  PINNED_VERSION("pinned versions"),
  /** {@code fetchIfChanged} tells an unchanged bundle. */
  CHANGE_CHECK("reads only what changed"),
  /** Several bundles are read in one request. */
  BATCH("batches"),
  /** Access to one bundle can be refused: {@link ProviderHarness#denyAccess}. */
  DENIED("access control"),
  /** A wrong credential can be presented: {@link ProviderHarness#wrongCredential}. */
  WRONG_CREDENTIAL("credentials of its own"),
  /** The store can be away: {@link ProviderHarness#goOffline}. */
  UNREACHABLE("can be unreachable"),
  /** The store can fail or refuse for a while: {@link ProviderHarness#breakDown}. */
  SERVER_ERROR("can fail or throttle"),
  /** The store can hang: {@link ProviderHarness#hang}. */
  HANG("can hang"),
  /** The provider says when a bundle it watches has changed. */
  WATCH("says when something has changed"),
  /** A closed provider leaves no thread behind, not even a daemon. */
  NO_THREADS("leaves no thread behind");

  private final String meaning;

  Capability(String meaning) {
    this.meaning = meaning;
  }

  /**
   * {@return a Markdown list of capabilities, for a provider's documentation and the test that pins
   * it}
   *
   * @param capabilities those to list, in any order
   */
  public static String markdown(Set<Capability> capabilities) {
    return EnumSet.allOf(Capability.class).stream()
        .filter(capabilities::contains)
        .map(capability -> "- `" + capability + "`: " + capability.meaning + "\n")
        .collect(Collectors.joining());
  }
}
