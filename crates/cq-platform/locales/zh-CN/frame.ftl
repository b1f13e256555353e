frame-product = 常青
