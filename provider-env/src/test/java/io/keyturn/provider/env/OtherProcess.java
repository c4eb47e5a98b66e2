package io.keyturn.provider.env;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads properties and variables of a test's own. */
final class OtherProcess extends EnvSecretProvider {
  private final Map<String, String> properties;
  private final Map<String, String> variables;

  OtherProcess(Map<String, String> properties, Map<String, String> variables) {
    this.properties = properties;
    this.variables = variables;
  }

  @Override
  @Nullable String property(String name) {
    return properties.get(name);
  }

  @Override
  @Nullable String variable(String name) {
    return variables.get(name);
  }
}
