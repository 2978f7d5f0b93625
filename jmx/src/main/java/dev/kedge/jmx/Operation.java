package dev.kedge.jmx;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/** Marks an operation of a bean. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Operation {

  /** The key under which the descriptor of an operation has the name of its effect. */
  String DESCRIPTOR_KEY = "dev.kedge.effect";

  /** What it does to what is there. */
  @DescriptorKey(DESCRIPTOR_KEY)
  Effect value();
}
