package io.keyturn.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.keyturn.house.Code.Method;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The code of class files, as it is executed: with lambdas, which ArchUnit counts to callers. */
final class ClassFiles {
  private static final Pattern OTHERS =
      Pattern.compile(".*/io/keyturn/(examples|testservers|testpages|testkit)/.*");

  private final JavaClasses classes;
  private final Map<String, Code> codes = new TreeMap<>();

  /** Reads what is published for use at run time, so not the testkit. */
  ClassFiles() {
    this(
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(at -> !at.matches(OTHERS))
            .importPackages("io.keyturn"));
  }

  /** Reads these. */
  ClassFiles(JavaClasses classes) {
    this.classes = classes;
    classes.forEach(this::read);
  }

  int size() {
    return classes.size();
  }

  Collection<Code> codes() {
    return codes.values();
  }

  private void read(JavaClass from) {
    try (InputStream bytes = from.getSource().orElseThrow().getUri().toURL().openStream()) {
      new ClassReader(bytes).accept(new Methods(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * All calls that may come of calling some methods, here and in what they call; a lambda made
   * there counts as called.
   *
   * @param later what is made there to be called later
   */
  Set<Method> reachedFrom(Collection<Method> some, Set<String> later) {
    Set<Method> reached = new LinkedHashSet<>(some);
    Deque<Method> next = new ArrayDeque<>(some);
    while (!next.isEmpty()) {
      for (Code code : implementations(next.remove())) {
        for (Set<Method> more : List.of(code.calls, code.lambdas)) {
          more.stream()
              .filter(method -> !later.contains(method.toString()))
              .filter(reached::add)
              .forEach(next::add);
        }
      }
    }
    return reached;
  }

  private Collection<Code> implementations(Method called) {
    return codes.values().stream()
        .filter(code -> code.method.name().equals(called.name()))
        .filter(code -> code.method.descriptor().equals(called.descriptor()))
        .filter(code -> isA(code.method.owner(), called.owner()))
        .toList();
  }

  private boolean isA(String one, String other) {
    JavaClass type = classes.get(one.replace('/', '.'));
    return type.isAssignableTo(other.replace('/', '.'));
  }

  private final class Methods extends ClassVisitor {
    private String owner = "";

    private Methods() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      owner = name;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      Code code = new Code(new Method(owner, name, descriptor), access);
      codes.put(owner + "." + name + descriptor, code);
      return code;
    }
  }
}
