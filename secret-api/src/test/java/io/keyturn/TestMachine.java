package io.keyturn;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.provider.SecretProvider;
import io.keyturn.testkit.LeakGuard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A machine of a test's own: system properties, environment, class path; and what is read of it.
 */
final class TestMachine {
  private static final Pattern PLACE =
      Pattern.compile(
          " \\((builder|properties of the builder|system property|variable [A-Z0-9_]+"
              + "|file [^)]+|keyturn.properties on the class path)\\): ");

  private final Map<String, String> systemProperties = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> told = new LinkedHashMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, SecretProvider> stores = new LinkedHashMap<>();
  private final List<Class<? extends Record>> records = new ArrayList<>();
  final Ledgers ledgers = new Ledgers();
  private final TestClassPath classPath = new TestClassPath();

  /** A machine with the providers of these factories. */
  static TestMachine with(Class<?>... factories) {
    TestMachine machine = new TestMachine();
    for (Class<?> factory : factories) {
      machine.services(factory.getName());
    }
    return machine;
  }

  TestMachine services(String text) {
    classPath.add(TestClassPath.SERVICES, text);
    return this;
  }

  TestMachine property(String key, String text) {
    systemProperties.put(key, text);
    return this;
  }

  TestMachine variable(String name, String text) {
    environment.put(name, text);
    return this;
  }

  /** The text of a {@code keyturn.properties} on the class path. */
  TestMachine file(String text) {
    classPath.add("keyturn.properties", text);
    return this;
  }

  /** What a method of the builder says. */
  TestMachine told(String key, String text) {
    told.put(key, text);
    return this;
  }

  /** What {@code Builder.properties} says. */
  TestMachine given(String key, String text) {
    properties.put(key, text);
    return this;
  }

  TestMachine store(String id, SecretProvider provider) {
    stores.put(id, provider);
    return this;
  }

  TestMachine record(Class<? extends Record> type) {
    records.add(type);
    return this;
  }

  Secrets secrets() {
    Setup setup = new Setup();
    setup.configured = true;
    setup.executor(Runnable::run);
    setup.machine = () -> new Sources.Machine(systemProperties, environment, classPath);
    setup.properties(properties);
    told.forEach(setup::set);
    stores.forEach((id, store) -> setup.store(id, ledgers.of(store)));
    records.forEach(setup::record);
    return setup.build();
  }

  /** The value of a name. */
  String value(String name) {
    try (Secrets secrets = secrets()) {
      return secrets.get(name).exposeString();
    }
  }

  /** Where a name was read. */
  String place(String name) {
    try (Secrets secrets = secrets()) {
      return secrets.get(name).location().orElseThrow().toString();
    }
  }

  /** What is wrong with the configuration, without where it is written. */
  List<String> problems() {
    return lines().stream().map(line -> PLACE.matcher(line).replaceFirst(": ")).toList();
  }

  /** What is wrong with the configuration; no canary of the test may be in it. */
  List<String> lines() {
    IllegalArgumentException thrown =
        catchThrowableOfType(IllegalArgumentException.class, () -> secrets().close());
    Objects.requireNonNull(thrown, "nothing is wrong");
    LeakGuard.check(thrown);
    List<String> lines = Objects.requireNonNull(thrown.getMessage()).lines().toList();
    return lines.subList(1, lines.size() - 1).stream().map(String::strip).toList();
  }
}
