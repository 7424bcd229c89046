;; Decodes the text of `scripts/encode-wasm.mjs` to bytes, for `decode-wasm.ts`.
;;
;; A byte is stored as one character, or as a pair of characters that begins with `}` or `~`. The text begins with the codes of
;; the bytes 0 to 255, which fill a table from code to byte. The address of an entry is the character, or 128 times the first
;; character of the pair plus the second. All entries are below address 16,384, at which the text begins.
(module
  (memory (export "memory") 1)

  ;; Replaces the text, from address 16,384 to `end`, by the decoded bytes. Returns the end of the bytes. There are fewer bytes
  ;; than characters, so no character is overwritten before it is read.
  (func (export "decode") (param $end i32) (result i32)
    (local $at i32)
    (local $code i32)
    (local $byte i32)
    (local $out i32)
    (local.set $at (i32.const 16384))
    (local.set $out (i32.const 16384))
    (loop $next
      (local.set $code (i32.load8_u (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.ge_u (local.get $code) (i32.const 125))
        (then
          (local.set $code
            (i32.add
              (i32.shl (local.get $code) (i32.const 7))
              (i32.load8_u (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))))
      (if (i32.lt_u (local.get $byte) (i32.const 256))
        (then
          (i32.store8 (local.get $code) (local.get $byte))
          (local.set $byte (i32.add (local.get $byte) (i32.const 1))))
        (else
          (i32.store8 (local.get $out) (i32.load8_u (local.get $code)))
          (local.set $out (i32.add (local.get $out) (i32.const 1)))))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (local.get $out)))
