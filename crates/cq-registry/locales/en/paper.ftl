# What every printed sheet says.
paper-issued-by = Issued by
paper-printed-by = Printed by
paper-date = Date
paper-pages = Page {"{page}"} of {"{pages}"}
paper-font-missing = There is no Chinese typeface on this server, so nothing can be printed. Ask the administrator to install the package { $package }, then try again.
paper-not-built = This build comes without printing; please tell the administrator.
