package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import java.io.Serial;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a record's components and makes records of secrets. */
final class Binder<R extends Record> {
  private final Class<R> type;
  private final MethodHandle constructor;
  private final List<Component> components;

  /** A component: the name of its secret, and whether that may be missing. */
  record Component(String name, boolean optional) {}

  /** Names of one record were found at different positions. */
  static final class OtherPosition extends IllegalArgumentException {
    static final String WHAT = "its names were found at different positions of their lists";
    @Serial private static final long serialVersionUID = 1;

    private OtherPosition(String message) {
      super(message);
    }
  }

  Binder(Class<R> type, MethodHandles.@Nullable Lookup caller) {
    this.type = type;
    if (!type.isRecord() || type.getRecordComponents().length == 0) { // Record itself is none
      throw wrong("it has no components");
    }
    this.components = Arrays.stream(type.getRecordComponents()).map(this::component).toList();
    this.constructor = constructor(caller);
  }

  List<Component> components() {
    return components;
  }

  private Component component(RecordComponent component) {
    SecretName name = component.getAnnotation(SecretName.class);
    if (component.getType() == String.class) {
      throw wrong(
          "its component '"
              + component.getName()
              + "' is a String, which the record's toString would print; make it a Secret");
    }
    boolean optional = isOptionalSecret(component.getGenericType());
    if (component.getType() != Secret.class && !optional) {
      throw wrong(
          "its component '"
              + component.getName()
              + "' is neither a Secret nor an Optional<Secret>");
    }
    if (name == null) {
      throw wrong("its component '" + component.getName() + "' has no @SecretName");
    }
    return new Component(Names.check(name.value()), optional);
  }

  private static boolean isOptionalSecret(Type type) {
    return type instanceof ParameterizedType parameterized
        && parameterized.getRawType() == Optional.class
        && parameterized.getActualTypeArguments()[0] == Secret.class;
  }

  private MethodHandle constructor(MethodHandles.@Nullable Lookup caller) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> canonical = type.getDeclaredConstructor(types);
      if (caller != null) {
        return caller.unreflectConstructor(canonical);
      }
      canonical.setAccessible(true);
      return MethodHandles.lookup().unreflectConstructor(canonical);
    } catch (ReflectiveOperationException | RuntimeException e) { // InaccessibleObjectException
      throw wrong(
          caller == null
              ? "its constructor cannot be called from here; pass MethodHandles.lookup() as well"
              : "its constructor cannot be called by the lookup that was passed; pass"
                  + " MethodHandles.lookup() of a class that may call it");
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(text(what));
  }

  private String text(String what) {
    return "the record "
        + type.getName()
        + " cannot be bound: "
        + what
        + " (Keyturn docs/errors.md#record)";
  }

  /** Binds the record: waits for the values, makes the first record. */
  Made<R> bind(Engine engine) {
    return bind(engine, true);
  }

  /** The same at start, where nobody waits for an optional name: it appears when it is found. */
  Made<R> bindAtStart(Engine engine) {
    return bind(engine, false);
  }

  private Made<R> bind(Engine engine, boolean optionalToo) {
    List<Name> names = components.stream().map(c -> engine.name(c.name(), true)).toList();
    List<SecretException> failures = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (optionalToo || !components.get(i).optional()) {
        await(names.get(i), components.get(i).optional(), failures);
      }
    }
    if (!failures.isEmpty()) {
      throw SecretException.all(failures);
    }
    return engine.making.first(Made.<R>part(names, type.getSimpleName(), in -> make(names, in)));
  }

  private static void await(Name name, boolean optional, List<SecretException> failures) {
    try {
      name.await();
    } catch (SecretException e) {
      if (!optional || !(e instanceof SecretNotFoundException)) {
        failures.add(e);
      }
    }
  }

  private R make(List<Name> names, List<Object> inputs) throws Exception {
    checkSamePosition(names, inputs);
    Object[] arguments = new Object[inputs.size()];
    for (int i = 0; i < arguments.length; i++) {
      Object input = inputs.get(i);
      boolean absent = input == Made.ABSENT;
      arguments[i] =
          components.get(i).optional() ? (absent ? Optional.empty() : Optional.of(input)) : input;
    }
    try {
      return type.cast(constructor.invokeWithArguments(arguments));
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) { // MethodHandle declares it; nothing else is left
      throw new IllegalStateException(e.getClass().getName());
    }
  }

  /** Half a pair from one store and half from another is no pair. */
  private void checkSamePosition(List<Name> names, List<Object> inputs) {
    Set<Integer> positions = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      List<SecretLocation> places = names.get(i).places();
      if (places.size() > 1 && inputs.get(i) instanceof Secret secret) {
        positions.add(secret.location().map(places::indexOf).orElse(-1));
      }
    }
    if (positions.size() > 1) {
      throw new OtherPosition(text(OtherPosition.WHAT));
    }
  }
}
