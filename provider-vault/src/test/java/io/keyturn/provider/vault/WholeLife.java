package io.keyturn.provider.vault;

import com.sun.net.httpserver.HttpExchange;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store from its first login to its end, with leases: what it asks is granted, refused, answered
 * by nonsense or not at all, each time with all that is secret in the answer.
 */
final class WholeLife implements AutoCloseable {
  static final String CREDENTIAL = "PLANTED_CREDENTIAL";
  static final String WRAPPING_TOKEN = "PLANTED_WRAPPING_TOKEN";
  static final String TOKEN = "PLANTED_TOKEN";
  static final String LEASE = "PLANTED_LEASE";
  static final String PASSWORD = "PLANTED_PASSWORD";
  static final List<String> PLANTED = List.of(CREDENTIAL, WRAPPING_TOKEN, TOKEN, LEASE, PASSWORD);

  private static final String READ = "/v1/database/creds/app";
  private static final SecretLocation BUNDLE = Vaults.location("database/creds/app");

  private enum Mood {
    REFUSING,
    /** Whoever logs in may do nothing else. */
    FORBIDDING,
    AWAY,
    NONSENSE,
    WELL
  }

  private static final List<Mood> MOODS =
      List.of(
          Mood.REFUSING,
          Mood.AWAY,
          Mood.NONSENSE,
          Mood.FORBIDDING,
          Mood.WELL,
          Mood.AWAY,
          Mood.WELL,
          Mood.NONSENSE,
          Mood.WELL,
          Mood.REFUSING,
          Mood.WELL,
          Mood.WELL,
          Mood.FORBIDDING);

  private final FakeVault vault = new FakeVault();
  private final Set<String> unasked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger leases = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();
  private final UnaryOperator<String> planted;
  private final LoginMethod login;
  private final Consumer<Object> told;
  private volatile Mood mood = Mood.WELL;
  private @Nullable String known;

  /**
   * Is not lived yet.
   *
   * @param planted what is secret, by its name
   * @param told hears of all exceptions, and of what the provider is printed as
   */
  WholeLife(LoginMethod login, UnaryOperator<String> planted, Consumer<Object> told) {
    this.login = login;
    this.planted = planted;
    this.told = told;
    for (String path : paths()) {
      unasked.add(path);
      vault.on(path, exchange -> answer(path, exchange));
    }
  }

  private List<String> paths() {
    List<String> paths = new ArrayList<>(List.of(READ, "/v1/sys/leases/renew"));
    paths.add("/v1/sys/leases/revoke");
    switch (login) {
      case AGENT -> {}
      case TOKEN ->
          paths.addAll(List.of("/v1/auth/token/renew-self", "/v1/auth/token/lookup-self"));
      default -> {
        paths.add(
            "/v1/auth/" + login + "/login" + (login == LoginMethod.USERPASS ? "/mailer" : ""));
        paths.addAll(List.of("/v1/auth/token/renew-self", "/v1/auth/token/revoke-self"));
      }
    }
    if (login == LoginMethod.APPROLE) {
      paths.addAll(List.of("/v1/sys/wrapping/lookup", "/v1/sys/wrapping/unwrap"));
    }
    return paths;
  }

  /** What was not asked for in it. */
  Set<String> unasked() {
    return new TreeSet<>(unasked);
  }

  private void answer(String path, HttpExchange exchange) throws IOException {
    unasked.remove(path);
    boolean first = path.contains("/login") || path.contains("/wrapping/");
    Mood mine = mood == Mood.FORBIDDING && first ? Mood.WELL : mood;
    String body =
        switch (mine) {
          case WELL -> granted(path);
          case NONSENSE -> "{\"auth\":[" + everything() + "],\"data\":" + everything();
          default -> "{\"errors\":[\"" + everything() + "\"]}";
        };
    int status =
        switch (mine) {
          case WELL -> body.isEmpty() ? 204 : 200;
          case NONSENSE -> 200;
          case AWAY -> 503;
          default -> 403;
        };
    FakeVault.reply(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private String everything() {
    StringBuilder all = new StringBuilder();
    for (String name : PLANTED) {
      all.append(planted.apply(name)).append(' ');
    }
    return all.toString();
  }

  private String granted(String path) {
    return switch (path) {
      case READ ->
          lease() + ",\"data\":{\"username\":\"v-app\",\"password\":\"" + text(PASSWORD) + "\"}}";
      case "/v1/sys/leases/renew" -> lease() + "}";
      case "/v1/sys/leases/revoke", "/v1/auth/token/revoke-self" -> "";
      case "/v1/sys/wrapping/lookup" ->
          "{\"data\":{\"creation_path\":\"auth/approle/role/mailer/secret-id\",\"creation_ttl\":60}}";
      case "/v1/sys/wrapping/unwrap" -> "{\"data\":{\"secret_id\":\"" + text(CREDENTIAL) + "\"}}";
      case "/v1/auth/token/lookup-self" ->
          "{\"data\":{\"id\":\""
              + text(TOKEN)
              + "\",\"creation_ttl\":3600,\"num_uses\":0,\"renewable\":true,\"ttl\":3600}}";
      default ->
          "{\"auth\":{\"client_token\":\""
              + text(TOKEN)
              + "\",\"lease_duration\":3600,\"renewable\":true}}";
    };
  }

  private String lease() {
    return "{\"lease_id\":\"database/creds/app/"
        + text(LEASE)
        + leases.incrementAndGet()
        + "\",\"lease_duration\":3600,\"renewable\":true";
  }

  private String text(String name) {
    return planted.apply(name);
  }

  private ProviderSettings.Builder settings() {
    ProviderSettings.Builder settings =
        Vaults.settings(vault.address())
            .text(MountKeys.KV_MOUNTS, "secret")
            .text(LoginKeys.LOGIN, login.toString())
            .text(LeaseKeys.REVOKE_ON_CLOSE, "true");
    Supplier<Secret> credential = Vaults.secret(text(CREDENTIAL));
    return switch (login) {
      case TOKEN -> settings.secret(LoginKeys.TOKEN, Vaults.secret(text(TOKEN)));
      case APPROLE ->
          settings
              .text(LoginKeys.ROLE_ID, "mailer")
              .secret(LoginKeys.WRAPPED_SECRET_ID, Vaults.secret(text(WRAPPING_TOKEN)));
      case JWT -> settings.secret(LoginKeys.JWT, credential);
      case KUBERNETES -> settings.text(LoginKeys.ROLE, "mailer").secret(LoginKeys.JWT, credential);
      case USERPASS ->
          settings.text(LoginKeys.USERNAME, "mailer").secret(LoginKeys.PASSWORD, credential);
      case AWS, AGENT -> settings;
      case CERT -> throw new IllegalArgumentException("needs TLS");
    };
  }

  void live() {
    try (SecretProvider provider =
        new VaultSecretProviderFactory(now::get).create(settings().build())) {
      told.accept(provider);
      for (Mood next : MOODS) {
        mood = next;
        now.addAndGet(Duration.ofMinutes(40).toNanos());
        String before = known;
        attempt(() -> look(provider));
        attempt(() -> read(provider));
        if (before != null) {
          attempt(() -> provider.retire(BUNDLE, before));
        }
      }
    }
  }

  private void attempt(Runnable request) {
    try {
      request.run();
    } catch (SecretException e) {
      told.accept(e);
    }
  }

  private void look(SecretProvider provider) {
    if (known != null
        && provider.fetchIfChanged(BUNDLE, known) instanceof Outcome.Fetched changed) {
      took(changed.bundle());
    }
  }

  private void read(SecretProvider provider) {
    took(provider.fetch(BUNDLE));
  }

  private void took(SecretBundle bundle) {
    told.accept(bundle);
    known = bundle.version().orElseThrow();
  }

  @Override
  public void close() {
    vault.close();
  }
}
