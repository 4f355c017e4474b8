package io.attune.cli.audit;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "audit",
        subcommands = {
            AuditList.class,
            AuditShow.class,
            AuditChain.class,
            AuditWatch.class,
            AuditExport.class,
            AuditVerify.class
        },
        footer = {"", "Example: attune audit list --outcome denied --since 24h"})
public final class AuditGroup extends Group {}
