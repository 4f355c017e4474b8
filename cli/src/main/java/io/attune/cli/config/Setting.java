package io.attune.cli.config;

import io.attune.cli.call.Call;
import io.attune.cli.outcome.Failure;
import io.attune.cli.profile.ConfigFile;
import io.attune.cli.profile.Profile;
import io.attune.cli.render.Format;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings that {@code config get} and {@code config set} know, with the names of older versions (cli.md §3.11). */
enum Setting {
    API_URL,
    FORMAT,
    PROFILE,
    AUTH_TOKEN,
    REFRESH_TOKEN;

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Setting parse(String word) {
        String name = switch (word) {
            case "output_format", "default_output_format" -> "format";
            case "current_profile" -> "profile";
            default -> word;
        };
        for (Setting setting : values()) {
            if (setting.key().equals(name)) {
                return setting;
            }
        }
        throw Failure.usage(
                "Unknown setting '" + word + "'",
                "One of: " + Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", ")));
    }

    /** The value as it may be shown: tokens are masked. */
    @Nullable
    String shown(Call call) {
        Profile profile = call.profile();
        return switch (this) {
            case API_URL -> profile.apiUrl();
            case FORMAT ->
                call.config().format() == null ? "table" : call.config().format();
            case PROFILE -> call.config().activeProfile();
            case AUTH_TOKEN -> ProfileView.masked(profile.authToken());
            case REFRESH_TOKEN -> ProfileView.masked(profile.refreshToken());
        };
    }

    void remove(Call call) {
        String profile = call.profile().name();
        ConfigFile.update(call.configPath(), content -> {
            switch (this) {
                case FORMAT, PROFILE -> content.remove(key());
                case API_URL, AUTH_TOKEN, REFRESH_TOKEN ->
                    ConfigFile.profileFields(content, profile).remove(key());
            }
        });
    }

    void store(Call call, String value) {
        switch (this) {
            case API_URL -> {
                String profile = call.profile().name();
                ConfigFile.update(
                        call.configPath(),
                        content -> ConfigFile.profileFields(content, profile).put("api_url", value));
            }
            case FORMAT -> {
                String format = Format.parse(value).word();
                ConfigFile.update(call.configPath(), content -> content.put("format", format));
            }
            case PROFILE -> {
                String known = call.config().profile(value).name();
                ConfigFile.update(call.configPath(), content -> content.put("profile", known));
            }
            case AUTH_TOKEN, REFRESH_TOKEN ->
                throw Failure.usage(key() + " cannot be set", "attune auth login stores a login");
        }
    }
}
