# What every printed sheet says.
paper-issued-by = 填报单位
paper-printed-by = 填报人
paper-date = 日期
paper-pages = 第 {"{page}"} 页，共 {"{pages}"} 页
paper-font-missing = 这台服务器上没有中文字体，打印不了。请管理员安装 { $package } 软件包，再点一次。
paper-not-built = 这个版本没有带打印功能，请告诉管理员。
