package io.keyturn.provider.env;

import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Properties files, as Java writes them. */
final class PropertiesHarness extends FileHarness {
  PropertiesHarness() {
    super(".properties");
  }

  @Override
  public Set<Capability> capabilities() {
    return and(Capability.FIELDS, Capability.GARBAGE);
  }

  @Override
  public void put(SecretLocation bundle, Map<String, String> fields) throws IOException {
    Properties properties = new Properties();
    properties.putAll(fields);
    StringWriter text = new StringWriter();
    properties.store(text, null);
    write(bundle, text.toString());
  }

  @Override
  public void putGarbage(SecretLocation bundle, String value) throws IOException {
    write(bundle, "key = " + value + "\\uz" + value + "\n");
  }
}
