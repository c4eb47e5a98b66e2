package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A provider under test, and the hand that changes its store behind its back.
 *
 * <p>One is made for each clause of {@link SecretProviderContract}, and closed after it; servers
 * may be shared between them, bundles are not. A method need be written only where the capability
 * that names it is declared. Seeding is seen by the next read. Not called concurrently, {@link
 * #provider} and what it returns excepted.
 */
public interface ProviderHarness extends AutoCloseable {
  /** {@return what this store and this harness can do; the same for all harnesses of a contract} */
  Set<Capability> capabilities();

  /**
   * {@return the provider under test, always the same one}
   *
   * <p>Where {@link Capability#HANG} is declared its timeouts are above two seconds and below
   * {@link #patience}.
   */
  SecretProvider provider();

  /**
   * {@return where the store keeps the bundle of this name: another place for each name and each
   * harness, in the provider's normal spelling, without a parameter}
   *
   * <p>Nothing is there yet.
   *
   * @param name letters {@code a} to {@code z}; with {@link Capability#NON_ASCII_NAMES} and without
   *     {@link Capability#FIELDS} any letter
   */
  SecretLocation location(String name);

  /**
   * Makes the bundle have these fields and no other.
   *
   * @param bundle as {@link #location} gave it
   * @param fields texts by the names of their fields
   * @throws Exception if the store refuses
   */
  default void put(SecretLocation bundle, Map<String, String> fields) throws Exception {
    throw undeclared(Capability.FIELDS);
  }

  /**
   * Makes the bundle this one text.
   *
   * @param bundle as {@link #location} gave it
   * @param text the content
   * @throws Exception if the store refuses
   */
  default void putText(SecretLocation bundle, String text) throws Exception {
    throw undeclared(Capability.TEXT);
  }

  /**
   * Makes the bundle these bytes.
   *
   * @param bundle as {@link #location} gave it
   * @param bytes the content
   * @throws Exception if the store refuses
   */
  default void putBytes(SecretLocation bundle, byte[] bytes) throws Exception {
    throw undeclared(Capability.BINARY);
  }

  /**
   * Makes the bundle this JSON object; its members are read as fields.
   *
   * @param bundle as {@link #location} gave it
   * @param json the text of an object
   * @throws Exception if the store refuses
   */
  default void putJson(SecretLocation bundle, String json) throws Exception {
    throw undeclared(Capability.JSON);
  }

  /**
   * Makes the bundle something that has this value in it and that the provider cannot read.
   *
   * @param bundle as {@link #location} gave it
   * @param value what the failure must not quote
   * @throws Exception if the store refuses
   */
  default void putGarbage(SecretLocation bundle, String value) throws Exception {
    throw undeclared(Capability.GARBAGE);
  }

  /**
   * Removes the bundle with all its versions.
   *
   * @param bundle as {@link #location} gave it
   * @throws Exception if the store refuses
   */
  default void delete(SecretLocation bundle) throws Exception {
    throw undeclared(Capability.DELETE);
  }

  /**
   * {@return the location of one version of a bundle}
   *
   * @param bundle as {@link #location} gave it
   * @param version a version that the provider gave
   */
  default SecretLocation pinned(SecretLocation bundle, String version) {
    throw undeclared(Capability.PINNED_VERSION);
  }

  /**
   * {@return other spellings of {@code location(name)}, at least one}
   *
   * @param name as for {@link #location}
   */
  default List<SecretLocation> otherSpellings(String name) {
    throw undeclared(Capability.SPELLINGS);
  }

  /** {@return locations that parse and that this store cannot have, at least one} */
  default List<SecretLocation> refusedPaths() {
    throw undeclared(Capability.REFUSED_PATHS);
  }

  /**
   * Makes the store refuse this bundle, and no other, to the provider.
   *
   * @param bundle as {@link #location} gave it
   * @throws Exception if it cannot be done
   */
  default void denyAccess(SecretLocation bundle) throws Exception {
    throw undeclared(Capability.DENIED);
  }

  /**
   * {@return another provider of the same store that presents a wrong credential; the contract
   * closes it}
   *
   * @throws Exception if it cannot be made
   */
  default SecretProvider wrongCredential() throws Exception {
    throw undeclared(Capability.WRONG_CREDENTIAL);
  }

  /**
   * Makes the store unreachable until {@link #online}.
   *
   * @throws Exception if it cannot be done
   */
  default void goOffline() throws Exception {
    throw undeclared(Capability.UNREACHABLE);
  }

  /**
   * Makes the store answer as it does when it fails inside, is sealed, or throttles, until {@link
   * #online}.
   *
   * @throws Exception if it cannot be done
   */
  default void breakDown() throws Exception {
    throw undeclared(Capability.SERVER_ERROR);
  }

  /**
   * Makes the store take requests and never answer, until {@link #online}.
   *
   * @throws Exception if it cannot be done
   */
  default void hang() throws Exception {
    throw undeclared(Capability.HANG);
  }

  /**
   * Ends {@link #goOffline}, {@link #breakDown} and {@link #hang}.
   *
   * @throws Exception if it cannot be done
   */
  default void online() throws Exception {
    throw undeclared(Capability.UNREACHABLE);
  }

  /** {@return how long the provider may take to give up; 10 s by default} */
  default Duration patience() {
    return Duration.ofSeconds(10);
  }

  /** Closes the provider and what the harness opened. */
  @Override
  void close();

  private static UnsupportedOperationException undeclared(Capability capability) {
    return new UnsupportedOperationException(
        "write this method of the harness, or do not declare " + capability);
  }
}
