package io.keyturn.house;

import java.util.LinkedHashSet;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What the code of a method does: calls, makes lambdas and method references, takes monitors. */
final class Code extends MethodVisitor {
  final Method method;
  final Set<Method> calls = new LinkedHashSet<>();

  /** What its lambdas and method references lead to. */
  final Set<Method> lambdas = new LinkedHashSet<>();

  boolean takesMonitor;

  /** A method as class files name it. */
  record Method(String owner, String name, String descriptor) {
    /** As it is written: the code of a lambda is that of the method around it. */
    @Override
    public String toString() {
      String type = owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
      return type + "." + name.replaceFirst("^lambda\\$(.+)\\$\\d+$", "$1");
    }
  }

  Code(Method method, int access) {
    super(Opcodes.ASM9);
    this.method = method;
    this.takesMonitor = (access & Opcodes.ACC_SYNCHRONIZED) != 0;
  }

  @Override
  public void visitInsn(int opcode) {
    takesMonitor |= opcode == Opcodes.MONITORENTER;
  }

  @Override
  public void visitMethodInsn(int op, String owner, String name, String type, boolean isInterface) {
    calls.add(new Method(owner, name, type));
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String type, Handle bootstrap, Object... arguments) {
    for (Object argument : arguments) {
      if (argument instanceof Handle handle) {
        lambdas.add(new Method(handle.getOwner(), handle.getName(), handle.getDesc()));
      }
    }
  }
}
