package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import java.util.Optional;
import software.amazon.awssdk.profiles.Profile;

/**
 * What was found configured, and where.
 *
 * @param name of the key, variable, property or entry of the profile, for messages
 * @param text what it says
 */
record Setting(String name, String text) {

  static Optional<Setting> of(String name, Optional<String> text) {
    return text.map(found -> new Setting(name, found));
  }

  static Optional<Setting> ofKey(ProviderSettings settings, ProviderSettings.Key key) {
    return of(key.name(), settings.text(key));
  }

  static Optional<Setting> ofProperty(String name) {
    return of(name, Optional.ofNullable(System.getProperty(name)));
  }

  static Optional<Setting> ofVariable(String name) {
    return of(name, Optional.ofNullable(System.getenv(name)));
  }

  /** Of a profile, or of a section that it names. */
  static Optional<Setting> ofProfile(Profile profile, String name) {
    return of(name + " of the AWS profile", profile.property(name));
  }

  boolean isBlank() {
    return text.isBlank();
  }

  /** Not the text, which may be a proxy's address with a password in it. */
  @Override
  public String toString() {
    return name;
  }
}
