# 人员照片。
photo-of-person = 照片
photo-said = { $name }的照片
photo-add = 加照片
photo-change = 换照片
photo-add-title = 给{ $name }加照片
photo-change-title = 给{ $name }换照片
photo-sub = 照片放在姓名旁边，能看这份档案的人都看得到：医生上门时好认人。
photo-file = 照片
photo-file-hint = 最好是正面免冠照。JPEG、PNG 或 WebP，不超过 20 MB；用手机打开本页可以直接拍。只留小图，拍摄地点等信息一律去掉。
photo-put = 保存照片
photo-leave = 不存了，返回
photo-remove-title = 不要照片
photo-remove-about = 传错了，或者本人不愿意放照片，可以删除。删除后找不回来。
photo-remove = 删除照片
photo-missing = 请先选一张照片。
photo-too-heavy = 这个文件超过 { $max } MB。请换一张小一些的，或压缩后再传。
photo-no-picture = 这不是 JPEG、PNG 或 WebP 图片。扫描在 PDF、Word 里的，请先另存为图片。
photo-heic = 这是苹果手机的原图（HEIC）。请在手机“设置—相机—格式”里选“兼容性最佳”，或把照片截屏后再传。
photo-too-large = 这张图片的像素太多（超过 6400 万），请缩小后再传。
photo-too-small = 这张图片宽或高不到 { $min } 像素，认不出人，请换一张大一些的。
photo-damaged = 这张图片坏了或不完整。请先打开看看，再重新传一次。

action-photo-view = 看照片
action-photo-put = 保存照片
action-photo-remove = 删除照片

# 上一步做了什么。
notice-photo-put = 照片已保存。
notice-photo-removed = 照片已删除。
photo-blank = 签名处还是空白，没有看到笔迹。请签好名再交，或拍下签了字的单子。
