package io.attune.server.auth;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Refuses to start when a route does not say what it needs (SEC-11). */
@Singleton
public class RouteDeclarations implements PlatformComponent {
    private final BeanManager beans;

    @Inject
    RouteDeclarations(BeanManager beans) {
        this.beans = beans;
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API);
    }

    @Override
    public void start() {
        var undeclared = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(bean -> bean.getBeanClass())
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(type -> undeclared(type).stream())
                .sorted()
                .toList();
        if (!undeclared.isEmpty()) {
            throw new IllegalStateException("routes without exactly one of @Permit and @Permit.Open: " + undeclared);
        }
    }

    @Override
    public void stop() {}

    static List<String> undeclared(Class<?> resource) {
        var names = new ArrayList<String>();
        for (Method method : resource.getDeclaredMethods()) {
            if (isRoute(method)
                    && method.isAnnotationPresent(Permit.class) == method.isAnnotationPresent(Permit.Open.class)) {
                names.add(resource.getSimpleName() + "." + method.getName());
            }
        }
        return names;
    }

    /** Whether the method answers requests; package-private ones count as well. */
    private static boolean isRoute(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}
