package io.keyturn.bench.reading;

import com.amazonaws.secretsmanager.caching.SecretCache;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Objects;
import org.github.gestalt.config.Gestalt;
import org.github.gestalt.config.builder.GestaltBuilder;
import org.github.gestalt.config.exceptions.GestaltException;
import org.github.gestalt.config.source.MapConfigSourceBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The libraries beside, each with the same two secrets, in memory. */
final class Peer {
  private Peer() {}

  static SecretCache cachingJava() {
    return new SecretCache(new StubbedSecretsManager(Values.byName(2)));
  }

  static Gestalt gestalt() throws GestaltException {
    Gestalt gestalt =
        new GestaltBuilder()
            .addSource(MapConfigSourceBuilder.builder().setCustomConfig(Values.byName(2)).build())
            .build();
    gestalt.loadConfigs();
    return gestalt;
  }

  static SmallRyeConfig smallRye() {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(Values.byName(2), "bench", 100))
        .build();
  }

  static ConfigurableEnvironment spring() {
    ConfigurableEnvironment environment = new StandardEnvironment();
    Map<String, Object> values = Map.copyOf(Values.byName(2));
    environment.getPropertySources().addFirst(new MapPropertySource("bench", values));
    return environment;
  }

  static String checked(@Nullable String value, String expected) {
    if (!expected.equals(value)) {
      throw new IllegalStateException("this is another value");
    }
    return Objects.requireNonNull(value);
  }
}
