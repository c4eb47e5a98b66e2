package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultToken;

/**
 * Makes providers that read from HashiCorp Vault: the store type {@code vault}.
 *
 * <p>A location is {@code mount/path#field}, in KV version 2 also {@code
 * mount/path?version=3#field}. Stateless.
 */
@SecretProviderFactory.Type("vault")
public final class VaultSecretProviderFactory implements SecretProviderFactory {
  private final LongSupplier nanoTime;

  /** Called by {@link java.util.ServiceLoader}. */
  public VaultSecretProviderFactory() {
    this(new PassedTime(System::nanoTime, System::currentTimeMillis));
  }

  VaultSecretProviderFactory(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public List<ProviderSettings.Key> keys() {
    return VaultKeys.ALL;
  }

  @Override
  public SecretProvider create(ProviderSettings settings) {
    VaultKeys.check(settings);
    return create(settings, new Connection(settings, nanoTime));
  }

  SecretProvider create(ProviderSettings settings, Connection connection) {
    Duration readTimeout = settings.duration(TransportKeys.READ_TIMEOUT).orElseThrow();
    RestTemplateBuilder rest = connection.rest(settings.text(VaultKeys.NAMESPACE));
    Session session =
        new Session(
            Logins.of(settings, connection, nanoTime),
            token -> template(rest, token),
            new TokenRequests(connection, connection.rest(Logins.namespace(settings))),
            readTimeout,
            nanoTime);
    Reader reader = new Reader(connection, session);
    Mounts mounts = Mounts.of(settings, reader, readTimeout, nanoTime);
    Leases leases = new Leases(settings.drain(), nanoTime, Math::random);
    LeaseApi api = LeaseApi.of(connection);
    return new VaultSecretProvider(
        connection,
        session,
        reader,
        mounts,
        new Leasing(api, session, leases),
        new LastRevocation(
            connection, api, session, leases, settings.flag(LeaseKeys.REVOKE_ON_CLOSE)));
  }

  private static VaultTemplate template(RestTemplateBuilder rest, VaultToken token) {
    return token.equals(Auth.NONE) ? new VaultTemplate(rest) : new VaultTemplate(rest, () -> token);
  }
}
