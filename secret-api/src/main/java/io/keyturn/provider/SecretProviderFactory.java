package io.keyturn.provider;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/**
 * Makes providers of one type from configuration.
 *
 * <p>It is found by {@link java.util.ServiceLoader}, has a public constructor without parameters,
 * and carries its type as an annotation, so that it can be picked without initialising any other:
 * {@code @SecretProviderFactory.Type("vault")}.
 */
public interface SecretProviderFactory {
  /** {@return the keys it knows below {@code keyturn.stores.<id>}; any other is refused} */
  List<ProviderSettings.Key> keys();

  /**
   * Makes a provider. It may read files and checks what it can, but asks the store nothing yet.
   *
   * @param settings texts that fit the kinds of their keys
   * @return a new provider, which the engine closes
   * @throws IllegalArgumentException if the settings do not fit each other; users are shown its
   *     message as it is, a problem a line, so it quotes keys and never a value; anything else that
   *     is thrown, a subclass such as {@link NumberFormatException} too, is shown by its class only
   */
  SecretProvider create(ProviderSettings settings);

  /** The type of store a factory makes, as in {@code keyturn.stores.<id>.type}. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Type {
    /** {@return the type: lower case letters, digits and {@code -}, beginning with a letter} */
    String value();
  }
}
