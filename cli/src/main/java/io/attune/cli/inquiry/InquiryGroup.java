package io.attune.cli.inquiry;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "inquiry",
        subcommands = {
            InquiryList.class,
            InquiryShow.class,
            InquiryRespond.class,
            InquiryWatch.class,
            InquiryCancel.class,
            InquiryAssign.class
        },
        footer = {"", "Example: attune inquiry respond 7 --approve --comment 'looks good'"})
public final class InquiryGroup extends Group {}
