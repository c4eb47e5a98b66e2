package io.keyturn.examples.httptree;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.ProviderSettings.Kind;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import java.util.List;

// region factory
/** Makes stores of type {@code http-tree}. */
@SecretProviderFactory.Type("http-tree")
public final class HttpTreeProviderFactory implements SecretProviderFactory {
  private static final ProviderSettings.Key ADDRESS =
      ProviderSettings.Key.optional("address", Kind.URI, "Where the tree begins.").asRequired();

  @Override
  public List<ProviderSettings.Key> keys() {
    return List.of(ADDRESS);
  }

  @Override
  public SecretProvider create(ProviderSettings settings) {
    return new HttpTreeProvider(settings.uri(ADDRESS).orElseThrow());
  }
}
// endregion
