package io.keyturn.provider.env;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Properties and variables of a test's own. */
final class OtherProcess extends Variables {
  private final Map<String, String> properties;
  private final Map<String, String> variables;

  OtherProcess(Map<String, String> properties, Map<String, String> variables) {
    this.properties = properties;
    this.variables = variables;
  }

  static EnvSecretProvider provider(Map<String, String> properties, Map<String, String> variables) {
    return new EnvSecretProvider(new OtherProcess(properties, variables));
  }

  @Override
  @Nullable String property(String name) {
    return properties.get(name);
  }

  @Override
  @Nullable String variable(String name) {
    return variables.get(name);
  }

  @Override
  Settling settling() {
    return new Unhurried();
  }
}
